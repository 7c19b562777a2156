package io.uploadlens.benchmark.engine;

import io.uploadlens.benchmark.cluster.LocalCluster;
import io.uploadlens.benchmark.report.JsonLines;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Lets the contenders count the same events in turn: a quarter of them to warm up, by which the
 * fastest tuning of SQL is found too, then all of them in each round, which begins with the next
 * contender. Every result is compared with the truth.
 */
final class EngineComparison {

  static final String UPLOADLENS = "uploadlens";
  static final String SQL_ROW_NUMBER = "sql_row_number";
  static final String SQL_WINDOW_DEDUPLICATION = "sql_window_deduplication";
  static final String DATASTREAM = "datastream";
  static final String PLAIN_JAVA = "plain_java";

  /** All contenders. */
  static final List<String> NAMES =
      List.of(UPLOADLENS, SQL_ROW_NUMBER, SQL_WINDOW_DEDUPLICATION, DATASTREAM, PLAIN_JAVA);

  private static final int WARM_UP_SHARE = 4;
  private static final int LEAST_TO_TUNE_BY = 100_000;

  private final EngineSetting setting;
  private final EngineTrial trial;
  private final JsonLines out;
  private final EngineProfile profile;
  private final EngineSummary summary = new EngineSummary();

  /**
   * @param profile of the rounds of UploadLens, or null for none
   */
  EngineComparison(
      EngineSetting setting, LocalCluster cluster, JsonLines out, EngineProfile profile) {
    this.setting = setting;
    this.trial = new EngineTrial(cluster, setting.parallelism);
    this.out = out;
    this.profile = profile;
  }

  void run() throws Exception {
    out.progress(String.format("Making %,d events ...", setting.events));
    Workload workload =
        WorkloadGenerator.generate(EngineSetting.SEED, setting.events, setting.prefixes);
    List<String> names = new ArrayList<>(setting.contenders);
    List<EngineContender> contenders = warmUp(workload.first(setting.events / WARM_UP_SHARE));
    Truth truth = Truth.of(workload);
    for (int round = 1; round <= setting.rounds; round++) {
      List<String> order = new ArrayList<>(names);
      Collections.rotate(order, 1 - round);
      for (String name : order) {
        EngineResult result =
            name.equals(PLAIN_JAVA)
                ? plainJava(round, workload)
                : profiled(contender(name, contenders), round, workload, truth);
        summary.add(result);
        out.progress(
            String.format(
                "Round %d of %d: %-24s %,9.0f events/s",
                round, setting.rounds, name, result.rate()));
        out.line(result.toJson());
      }
    }
    out.line(summary.toJson());
  }

  private static EngineContender contender(String name, List<EngineContender> contenders) {
    return contenders.stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
  }

  /**
   * Runs every contender once. Where one has several tunings each runs twice, and the fastest of
   * the second time is chosen: the first time is for the JVM to warm up. With so few events that no
   * rate means anything, once has to do.
   */
  private List<EngineContender> warmUp(Workload part) throws Exception {
    out.progress(String.format("Warming up with %,d events ...", part.size()));
    Truth truth = Truth.of(part);
    List<EngineContender> chosen = new ArrayList<>();
    for (String name : setting.contenders) {
      List<EngineContender> candidates = candidates(name);
      EngineContender fastest = fastest(candidates, part, truth);
      if (candidates.size() > 1 && part.size() >= LEAST_TO_TUNE_BY) {
        fastest = fastest(candidates, part, truth);
      }
      if (fastest != null) {
        chosen.add(fastest);
      }
    }
    return chosen;
  }

  /** Runs each; null where there is none. */
  private EngineContender fastest(List<EngineContender> candidates, Workload part, Truth truth)
      throws Exception {
    EngineContender fastest = null;
    double best = 0;
    for (EngineContender candidate : candidates) {
      EngineResult result = run(candidate, 0, part, truth);
      out.progress(
          String.format(
              "Warm-up: %-24s %,9.0f events/s%s",
              candidate.name(),
              result.rate(),
              candidate.tuning().isEmpty() ? "" : " with " + candidate.tuning()));
      if (result.rate() > best) {
        best = result.rate();
        fastest = candidate;
      }
    }
    return fastest;
  }

  private static List<EngineContender> candidates(String name) {
    switch (name) {
      case UPLOADLENS:
        return List.of(new UploadLensContender(Workload.ALLOWED_LATENESS));
      case SQL_ROW_NUMBER:
        return List.of(
            SqlContender.rowNumber(false, false),
            SqlContender.rowNumber(false, true),
            SqlContender.rowNumber(true, false),
            SqlContender.rowNumber(true, true));
      case SQL_WINDOW_DEDUPLICATION:
        return List.of(
            SqlContender.windowDeduplication(false), SqlContender.windowDeduplication(true));
      case DATASTREAM:
        return List.of(new DataStreamContender());
      default:
        return List.of();
    }
  }

  private static EngineResult plainJava(int round, Workload workload) {
    System.gc();
    ProcessClock clock = Truth.of(workload).clock();
    return new EngineResult(
        PLAIN_JAVA, "", round, workload.size(), clock.seconds(), clock.cpuSeconds(), null, 0);
  }

  private EngineResult profiled(
      EngineContender contender, int round, Workload workload, Truth truth) throws Exception {
    if (profile == null || !contender.name().equals(UPLOADLENS)) {
      return run(contender, round, workload, truth);
    }
    try (EngineProfile.Part part = profile.record()) {
      return run(contender, round, workload, truth);
    }
  }

  private EngineResult run(EngineContender contender, int round, Workload workload, Truth truth)
      throws Exception {
    return trial.run(contender, round, workload, truth, Workload.ALLOWED_LATENESS);
  }
}
