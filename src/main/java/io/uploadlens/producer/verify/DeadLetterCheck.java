package io.uploadlens.producer.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.uploadlens.producer.truth.ExpectedDeadLetter;
import io.uploadlens.producer.truth.Truth;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares the dead letter: every malformed message's bytes, with the reason. It is written at
 * least once; copies of a message are no fault, and a note says how many there were.
 */
final class DeadLetterCheck {

  /** The report's name. */
  static final String NAME = "dead letters";

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int SHOWN = 120;

  private final OutputReport report;
  private final Map<String, String> reasons = new LinkedHashMap<>();
  private final Set<String> found = new HashSet<>();
  private long copies;

  private DeadLetterCheck(Truth truth) {
    this.report = new OutputReport(NAME, truth.deadLetters().size());
    for (ExpectedDeadLetter letter : truth.deadLetters()) {
      reasons.put(letter.bodyBase64(), letter.reason());
    }
  }

  static OutputReport compare(Truth truth, DeadLetterSource source)
      throws IOException, InterruptedException {
    DeadLetterCheck check = new DeadLetterCheck(truth);
    List<String> letters = new ArrayList<>();
    source.forEach(letters::add);
    for (String letter : letters) {
      check.take(letter, source);
    }
    check.reasons.forEach(
        (body, reason) -> {
          if (!check.found.contains(body)) {
            check.report.addMissing(reason + " " + shown(body));
          }
        });
    check.report.addNote(check.copies + " copies of a message");
    return check.report;
  }

  private void take(String text, DeadLetterSource source) throws IOException {
    JsonNode letter;
    try {
      letter = MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      report.addFound();
      report.addExtra("a message that is not JSON: " + e.getOriginalMessage());
      return;
    }
    String body = body(letter, source);
    if (body == null) {
      report.addFound();
      report.addExtra("a message with neither body_base64 nor body_path: " + letter);
      return;
    }
    if (!found.add(body)) {
      copies++;
      return;
    }
    report.addFound();
    String reason = reasons.get(body);
    if (reason == null) {
      report.addExtra(shown(body));
      return;
    }
    String told = letter.path("reason").asText();
    if (!told.equals(reason)) {
      report.addDifferent(shown(body), List.of(OutputReport.field("reason", reason, told)));
    }
  }

  private static String body(JsonNode letter, DeadLetterSource source) throws IOException {
    if (letter.path("body_base64").isTextual()) {
      return letter.path("body_base64").textValue();
    }
    if (letter.path("body_path").isTextual()) {
      byte[] bytes = source.read(letter.path("body_path").textValue());
      return Base64.getEncoder().encodeToString(bytes);
    }
    return null;
  }

  private static String shown(String base64) {
    String text;
    try {
      text = new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      text = "(not Base64) " + base64;
    }
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }
}
