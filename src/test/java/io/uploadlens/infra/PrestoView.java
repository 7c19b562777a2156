package io.uploadlens.infra;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text of a view as Athena keeps it in the Glue catalog. */
final class PrestoView {

  private static final Pattern TEXT = Pattern.compile("/\\* Presto View: ([A-Za-z0-9+/=]+) \\*/");

  private PrestoView() {}

  /** The JSON in a table's {@code ViewOriginalText}. */
  static JsonNode text(String viewOriginalText) throws IOException {
    Matcher text = TEXT.matcher(viewOriginalText);
    if (!text.matches()) {
      throw new IllegalArgumentException("not the text of a view: " + viewOriginalText);
    }
    return new ObjectMapper().readTree(Base64.getDecoder().decode(text.group(1)));
  }
}
