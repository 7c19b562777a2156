package io.uploadlens.source.sqs.reader;

import static org.assertj.core.api.Assertions.assertThat;

import io.uploadlens.source.sqs.metrics.SqsSourceMetrics;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/sqs-source.md} says what the code does. */
class SqsSourceDocTest {

  private static final Path DOC = Path.of("docs/sqs-source.md");
  private static final Path EXAMPLE =
      Path.of("src/test/java/io/uploadlens/source/sqs/ReadQueueExample.java");

  @Test
  void theFailureMatrixHasTheRowsAndCellsThatAreTested() throws IOException {
    List<List<String>> tested =
        Stream.of(Failure.values()).map(Failure::cells).collect(Collectors.toList());
    assertThat(table("| failure |")).containsExactlyElementsOf(tested);
  }

  @Test
  void allMetricsAreListed() throws Exception {
    List<String> names = new ArrayList<>();
    for (Field field : SqsSourceMetrics.class.getFields()) {
      if (!Set.of("GROUP", "QUEUE").contains(field.getName())) {
        names.add("`" + field.get(null) + "`");
      }
    }
    assertThat(table("| metric |"))
        .extracting(row -> row.get(0))
        .containsExactlyInAnyOrderElementsOf(names);
  }

  @Test
  void theExampleIsOneThatCompiles() throws IOException {
    String source = Files.readString(EXAMPLE);
    String quoted =
        source
            .substring(
                source.indexOf('\n', source.indexOf("// docs: begin")) + 1,
                source.indexOf("  // docs: end"))
            .replaceAll("(?m)^  ", "");
    String doc = Files.readString(DOC);
    int begin = doc.indexOf("```java\n") + "```java\n".length();
    assertThat(doc.substring(begin, doc.indexOf("```", begin))).isEqualTo(quoted);
  }

  /** The cells of the table whose heading begins so, without heading and rule. */
  private static List<List<String>> table(String heading) throws IOException {
    List<String> lines = Files.readAllLines(DOC);
    int at = 0;
    while (!lines.get(at).startsWith(heading)) {
      at++;
    }
    List<List<String>> rows = new ArrayList<>();
    for (String line : lines.subList(at + 2, lines.size())) {
      if (!line.startsWith("|")) {
        break;
      }
      rows.add(
          Arrays.stream(line.substring(1, line.length() - 1).split("\\|"))
              .map(String::trim)
              .collect(Collectors.toList()));
    }
    return rows;
  }
}
