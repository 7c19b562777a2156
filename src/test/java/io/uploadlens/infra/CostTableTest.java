package io.uploadlens.infra;

import static org.assertj.core.api.Assertions.assertThat;

import io.uploadlens.analytics.AnalyticsMetrics;
import io.uploadlens.event.EventMetrics;
import io.uploadlens.event.MessageForm;
import io.uploadlens.event.RejectReason;
import io.uploadlens.source.sqs.metrics.SqsSourceMetrics;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of costs adds up, and counts what the templates make. */
class CostTableTest {

  private static final String BEGIN = "| | price | per | 1 M a day |";
  private static final int SIZES = 3;

  private final List<String[]> rows;

  CostTableTest() throws IOException {
    String page = Files.readString(Path.of("docs", "operations.md"));
    String table = page.substring(page.indexOf(BEGIN));
    rows =
        table
            .lines()
            .takeWhile(line -> line.startsWith("|"))
            .skip(2)
            .map(line -> line.substring(1).replace("*", "").split("\\|"))
            .collect(Collectors.toList());
    assertThat(rows).hasSizeGreaterThan(10);
  }

  private List<String[]> items() {
    return rows.subList(0, rows.size() - 2);
  }

  private static BigDecimal number(String[] row, int column) {
    return new BigDecimal(row[column].trim().replace(",", ""));
  }

  private static int quantity(int size) {
    return 3 + 2 * size;
  }

  private static int amount(int size) {
    return 4 + 2 * size;
  }

  @Test
  void quantityByPriceIsTheAmount() {
    for (String[] row : items()) {
      for (int size = 0; size < SIZES; size++) {
        assertThat(
                number(row, 1)
                    .multiply(number(row, quantity(size)))
                    .setScale(2, RoundingMode.HALF_UP))
            .as(Arrays.toString(row))
            .isEqualByComparingTo(number(row, amount(size)));
      }
    }
  }

  @Test
  void theSumsAreTheSums() {
    String[] month = rows.get(rows.size() - 2);
    String[] million = rows.get(rows.size() - 1);
    for (int size = 0; size < SIZES; size++) {
      int column = amount(size);
      BigDecimal sum =
          items().stream().map(row -> number(row, column)).reduce(BigDecimal.ZERO, BigDecimal::add);
      assertThat(number(month, column)).isEqualByComparingTo(sum);
      assertThat(number(million, column))
          .isEqualByComparingTo(
              sum.divide(number(million, quantity(size)), 2, RoundingMode.HALF_UP));
    }
  }

  @Test
  void itCountsTheAlarmsAndMetricsThatThereAre() throws Exception {
    int alarmMetrics = 0;
    for (String file : List.of("watching.yaml", "workflows.yaml")) {
      Template template = Template.read(file);
      for (String id : template.idsOf("AWS::CloudWatch::Alarm")) {
        if (template.resource(id).containsKey("Condition")) {
          continue;
        }
        Map<String, Object> alarm = template.properties(id);
        alarmMetrics +=
            alarm.containsKey("MetricName")
                ? 1
                : (int)
                    Template.list(alarm.get("Metrics"), id).stream()
                        .filter(query -> Template.map(query, id).containsKey("MetricStat"))
                        .count();
      }
    }
    assertThat(number(item("alarms"), quantity(0)).intValue()).isEqualTo(alarmMetrics);

    // Without the group's name and, of a queue, the name of its dimension; two names of the
    // decoding are the beginnings of many.
    int ofTheJob =
        (AnalyticsMetrics.class.getFields().length - 1)
            + (EventMetrics.class.getFields().length - 3)
            + MessageForm.values().length
            + RejectReason.values().length;
    int ofAQueue = SqsSourceMetrics.class.getFields().length - 2;
    String[] own = item("the job's own metrics");
    assertThat(number(own, quantity(0)).intValue()).isEqualTo(ofTheJob + ofAQueue);
    assertThat(number(own, quantity(2)).intValue()).isEqualTo(ofTheJob + 3 * ofAQueue);
  }

  private String[] item(String begin) {
    return items().stream()
        .filter(row -> row[0].trim().startsWith(begin))
        .findFirst()
        .orElseThrow();
  }
}
