package io.uploadlens.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What the documents say of {@code scripts/deploy.sh} and the templates is so: at three in the
 * morning nobody looks which option there is instead. That all links lead somewhere {@code
 * ReadmeTest} holds, and that every alarm has its entry {@link WatchingTest}.
 */
class OperationsTest {

  private static final Path PAGE = Path.of("docs", "operations.md");

  /** A command line in a document: up to the end of its line, its code, or the next command. */
  private static final Pattern CALL = Pattern.compile("scripts/deploy\\.sh((?: [^\\s`;|)]+)+)");

  /** A command named without the script: {@code `start --snapshot`}. */
  private static final Pattern SHORT = Pattern.compile("`([a-z]+)((?: [^\\s`]+)*)`");

  private static final Pattern CASE = Pattern.compile("(?m)^  ([a-z]+(?: \\| [a-z]+)*)\\)");
  private static final Pattern OPTION = Pattern.compile("(?m)^    (--[a-z-]+)(?: \\| -h)?\\)");
  private static final Pattern ONLY = Pattern.compile("only_for (--[a-z-]+) ([a-z]+)");
  private static final Pattern NAME =
      Pattern.compile("`([A-Z][a-z]\\w+)(=[^`]*)?`(?: \\((\\d[^),]*)\\))?");
  private static final Pattern SETTING = Pattern.compile("(?:--parameter |`)([A-Z]\\w+)=");
  private static final Pattern OURS =
      Pattern.compile("`(/[a-z/]+/uploadlens[a-z-]*|uploadlens[a-z-]*)`");

  /** Words of AWS's that look like a parameter. */
  private static final Set<String> OF_AWS = Set.of("Application");

  private static final Map<String, String> NAMED =
      Map.of("Name", "uploadlens", "ApplicationName", "uploadlens");

  @Test
  void everyCommandAndOptionExistsAndTheyFitTogether() throws IOException {
    int calls = 0;
    for (Path file : documents()) {
      for (MatchResult call : all(CALL, read(file))) {
        check(file, call.group(1).trim());
        calls++;
      }
    }
    for (MatchResult call : all(SHORT, read(PAGE))) {
      if (commands().contains(call.group(1))) {
        check(PAGE, call.group(1) + call.group(2));
        calls++;
      }
    }
    assertThat(calls).isGreaterThan(60);
    for (MatchResult option : all(Pattern.compile("`(--[a-z-]+)"), read(PAGE))) {
      assertThat(options()).as(option.group()).contains(option.group(1));
    }
  }

  private static void check(Path file, String call) {
    String said = file + ": scripts/deploy.sh " + call;
    List<String> words = Arrays.asList(call.split(" +"));
    String command = words.get(0).startsWith("-") ? "" : words.get(0).replaceAll("[.,:\"']+$", "");
    if (!command.isEmpty() && command.matches("[a-z]+")) {
      assertThat(commands()).as(said).contains(command);
    }
    for (String word : words) {
      String option = word.replaceAll("[^a-z-].*$", "");
      if (option.startsWith("--")) {
        assertThat(options()).as(said).contains(option);
        assertThat(ofOneCommand().getOrDefault(option, command)).as(said).isEqualTo(command);
      }
    }
  }

  private static Set<String> commands() {
    Set<String> commands = new TreeSet<>();
    for (MatchResult names : all(CASE, script())) {
      commands.addAll(Arrays.asList(names.group(1).split(" \\| ")));
    }
    assertThat(commands).hasSize(10).contains("build", "release", "destroy");
    return commands;
  }

  private static Set<String> options() {
    return all(OPTION, script()).stream()
        .map(option -> option.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Map<String, String> ofOneCommand() {
    Map<String, String> of = new TreeMap<>();
    all(ONLY, script()).forEach(only -> of.put(only.group(1), only.group(2)));
    assertThat(of).hasSize(6);
    return of;
  }

  @Test
  void everyParameterExistsAndHasTheDefaultThatIsToldWithIt() {
    Map<String, Set<String>> defaults = new TreeMap<>();
    for (Template template : Template.all()) {
      template
          .parameters()
          .forEach(
              (name, declared) ->
                  defaults
                      .computeIfAbsent(name, ignored -> new TreeSet<>())
                      .add(Objects.toString(Template.map(declared, name).get("Default"))));
    }
    Template pipeline = Template.read("pipeline.yaml");
    Set<String> known = new TreeSet<>(defaults.keySet());
    known.addAll(pipeline.outputs().keySet());
    known.addAll(pipeline.idsOf("AWS::CloudFormation::Stack"));
    known.addAll(OF_AWS);
    int told = 0;
    for (MatchResult name : all(NAME, page())) {
      assertThat(known).as(name.group()).contains(name.group(1));
      if (name.group(3) != null && defaults.containsKey(name.group(1))) {
        assertThat(defaults.get(name.group(1))).as(name.group()).contains(name.group(3));
        told++;
      }
    }
    assertThat(told).as("defaults").isGreaterThan(10);
  }

  /** Those of nested stacks can't be set: {@code up} knows the pipeline's alone. */
  @Test
  void everyParameterThatIsSetCanBeSet() {
    Set<String> settable = Template.read("pipeline.yaml").parameters().keySet();
    List<MatchResult> set = all(SETTING, read(PAGE));
    assertThat(set).hasSizeGreaterThan(8);
    set.forEach(setting -> assertThat(settable).as(setting.group()).contains(setting.group(1)));
  }

  @Test
  void everyNameIsWhatTheTemplatesCallIt() {
    Set<String> made = new TreeSet<>(Set.of("uploadlens", "uploadlens-artifacts"));
    for (Template template : Template.all()) {
      for (String id : template.resources().keySet()) {
        if (template.resource(id).containsKey("Properties")) {
          collectNames(template.properties(id), made);
        }
      }
    }
    List<MatchResult> named = all(OURS, read(PAGE));
    assertThat(named).hasSizeGreaterThan(15);
    named.forEach(name -> assertThat(made).as(name.group()).contains(name.group(1)));
    Set<String> queries =
        Template.read("output.yaml").idsOf("AWS::Athena::NamedQuery").stream()
            .map(id -> Template.read("output.yaml").properties(id).get("Name").toString())
            .collect(Collectors.toSet());
    all(Pattern.compile("saved query `([a-z-]+)`"), read(PAGE))
        .forEach(query -> assertThat(queries).contains(query.group(1)));
  }

  /** The values of all properties that are called a name, with the default's name put in. */
  private static void collectNames(Map<String, Object> properties, Set<String> names) {
    properties.forEach(
        (key, value) -> {
          if (key.endsWith("Name") && value instanceof Map) {
            Object sub = Template.map(value, key).get("Fn::Sub");
            if (sub instanceof String) {
              names.add(put(sub.toString()));
            }
          }
        });
  }

  private static String put(String text) {
    String result = text;
    for (Map.Entry<String, String> value : NAMED.entrySet()) {
      result = result.replace("${" + value.getKey() + "}", value.getValue());
    }
    return result;
  }

  private static List<Path> documents() throws IOException {
    List<Path> files = new ArrayList<>(List.of(Path.of("README.md")));
    for (String directory : List.of("docs", "infra", "scripts", "conf")) {
      try (Stream<Path> inside = Files.walk(Path.of(directory))) {
        inside
            .filter(file -> file.toString().matches(".*\\.(md|yaml|json|sh|properties)"))
            .forEach(files::add);
      }
    }
    return files;
  }

  /** The page without the section that is about the code, and names its classes. */
  private static String page() {
    return read(PAGE).replaceFirst("(?s)\n## Which changes keep state\n.*?(?=\n## )", "");
  }

  private static String script() {
    return read(Path.of("scripts", "deploy.sh"));
  }

  private static List<MatchResult> all(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.results().collect(Collectors.toList());
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
