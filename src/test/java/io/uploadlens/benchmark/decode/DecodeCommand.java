package io.uploadlens.benchmark.decode;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.uploadlens.benchmark.report.BenchmarkEnvironment;
import io.uploadlens.benchmark.report.JsonLines;
import io.uploadlens.benchmark.report.OptionLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code scripts/bench.sh decode}: checks the options and runs what they ask for. */
@Command(
    name = "decode",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    usageHelpWidth = 100,
    description = {
      "How fast one thread decodes messages, beside Jackson's parser alone, its data binding and the"
          + " AWS SDK's reader of S3's notifications, on the same bytes; and how fast events are"
          + " written to the shuffle and read from it.",
      "docs/benchmarks/README.md says how to read the result."
    })
public final class DecodeCommand implements Callable<Integer> {

  private static final int DISTINCT_MESSAGES = 16_384;
  private static final String ALL = "all";
  private static final List<String> READERS =
      List.of(
          DecoderReader.NAME,
          TokenScan.NAME,
          Databind.NAME,
          DatabindTree.NAME,
          SdkNotifications.NAME);

  @Option(
      names = "--events",
      paramLabel = "N",
      defaultValue = "200000",
      description = "Events in a round of each contender, 100 to 10000000. Default: 200000")
  private int events;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "9",
      description = "Rounds that count, 1 to 100. Default: 9")
  private int rounds;

  @Option(
      names = "--form",
      paramLabel = "FORM",
      defaultValue = ALL,
      description =
          "What is decoded: s3, sns (S3's notification in an SNS envelope), eventbridge; or wire:"
              + " the serializer alone; or all. Default: all")
  private String form;

  @Option(
      names = "--only",
      paramLabel = "NAME",
      split = ",",
      description =
          "Only these contenders: decoder, token_scan, databind, databind_tree,"
              + " s3_event_notifications")
  private List<String> only;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    OptionLimits limits = new OptionLimits(spec);
    limits.between("--events", events, 100, 10_000_000);
    limits.between("--rounds", rounds, 1, 100);
    checkNames(limits);
    JsonLines out = new JsonLines(spec.commandLine().getOut(), spec.commandLine().getErr());
    out.line(BenchmarkEnvironment.toJson("decode").put("events", events).put("rounds", rounds));
    ObjectNode last = new ObjectMapper().createObjectNode();
    for (DecodeForm each : forms()) {
      DecodeRun run = new DecodeRun(each, DISTINCT_MESSAGES, events, rounds, out);
      summarise(last.putObject(each.label()), run.meanBytes(), run.measure(readers(each)));
    }
    if (form.equals(ALL) || form.equals(WireRun.LABEL)) {
      new WireRun(events, rounds, out).measure();
    }
    if (!last.isEmpty()) {
      out.line(last);
    }
    return 0;
  }

  private static void summarise(ObjectNode of, long bytes, Map<String, Measured> results) {
    of.put("mean_body_bytes", bytes);
    Measured decoder = results.get(DecoderReader.NAME);
    if (decoder == null) {
      return;
    }
    of.put("events_per_second", Math.round(decoder.rate()));
    for (Measured other : results.values()) {
      if (other != decoder) {
        of.put("ratio_vs_" + other.contender(), decoder.ratio(other));
      }
    }
  }

  private List<DecodeForm> forms() {
    List<DecodeForm> forms = new ArrayList<>();
    for (DecodeForm each : DecodeForm.values()) {
      if (form.equals(ALL) || form.equals(each.label())) {
        forms.add(each);
      }
    }
    return forms;
  }

  private List<MessageReader> readers(DecodeForm of) {
    return DecodeRun.readers(of).stream()
        .filter(reader -> only == null || only.contains(reader.name()))
        .collect(Collectors.toList());
  }

  private void checkNames(OptionLimits limits) {
    if (!form.equals(ALL) && !form.equals(WireRun.LABEL) && forms().isEmpty()) {
      throw limits.wrong("--form is '" + form + "'; allowed: s3, sns, eventbridge, wire, all");
    }
    limits.names("--only", only == null ? List.of() : only, READERS);
  }
}
