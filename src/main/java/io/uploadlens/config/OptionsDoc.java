package io.uploadlens.config;

/** Renders {@code conf/options.md} from the options. */
public final class OptionsDoc {

  private OptionsDoc() {}

  /** The whole document, in Markdown. */
  public static String render() {
    StringBuilder doc = new StringBuilder();
    doc.append("# Settings\n\n")
        .append("<!-- Rendered from io.uploadlens.config; to change it, change the options and run")
        .append(" `mvn test -Dtest=OptionsDocTest -Duploadlens.write-docs=true`. -->\n\n")
        .append("Settings are the property groups of Managed Service for Apache Flink. Locally the")
        .append(" same groups come from\n`conf/application-properties-local.json` or the file that")
        .append(" `--config FILE` names; on the command line\n`--group.key=value` sets one value")
        .append(" over them. Anything wrong, missing, unknown or contradictory stops the job\n")
        .append("before it reads, with one message that lists every problem.\n\n")
        .append("Lists are separated by semicolons, durations tell their unit (`5 min`).\n");
    for (OptionGroup group : JobOptions.groups()) {
      doc.append("\n## ").append(group.id()).append("\n\n");
      doc.append(group.description()).append("\n\n");
      doc.append("| key | type | default | what it does |\n| --- | --- | --- | --- |\n");
      for (Setting<?> setting : group.settings()) {
        doc.append("| `").append(setting.key()).append("` | ").append(setting.typeName());
        doc.append(" | ").append(defaultOf(setting)).append(" | ");
        doc.append(escape(setting.description())).append("<br>Must be ");
        doc.append(escape(setting.allowed())).append(". |\n");
      }
    }
    return doc.toString();
  }

  private static String defaultOf(Setting<?> setting) {
    if (setting.defaultText() != null) {
      return "`" + setting.defaultText() + "`";
    }
    return setting.isRequired() ? "required" : "";
  }

  private static String escape(String text) {
    return text.replace("|", "\\|").replace("<", "&lt;");
  }
}
