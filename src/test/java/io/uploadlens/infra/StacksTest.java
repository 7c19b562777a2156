package io.uploadlens.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code pipeline.yaml} and the stacks that it nests fit together. */
class StacksTest {

  private static final Template PIPELINE = Template.read("pipeline.yaml");
  private static final Pattern FILE = Pattern.compile("/\\$\\{KeyPrefix}/([a-z-]+\\.yaml)$");
  private static final Pattern TAKEN = Pattern.compile("<(\\w+)\\.Outputs\\.(\\w+)>");
  private static final Pattern OUTPUT = Pattern.compile("Outputs\\.(\\w+)");

  private static List<String> nested() {
    return PIPELINE.idsOf("AWS::CloudFormation::Stack");
  }

  private static Template templateOf(String id) {
    String url = Template.follow(PIPELINE.properties(id), "TemplateURL", "Fn::Sub").toString();
    Matcher file = FILE.matcher(url);
    assertThat(file.find()).as(url).isTrue();
    return Template.read(file.group(1));
  }

  private static Map<String, Object> passed(String id) {
    return Template.map(PIPELINE.properties(id).get("Parameters"), id);
  }

  @Test
  void everyOtherTemplateIsNestedOnce() throws IOException {
    Set<String> others =
        Template.all().stream()
            .map(Template::name)
            .filter(name -> !name.equals("pipeline.yaml") && !name.equals("artifacts.yaml"))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(nested().stream().map(id -> templateOf(id).name()))
        .containsExactlyInAnyOrderElementsOf(others);
  }

  @Test
  void whatIsPassedIsAParameterAndNoneWithoutADefaultIsMissing() {
    for (String id : nested()) {
      Template template = templateOf(id);
      assertThat(template.parameters().keySet()).as(id).containsAll(passed(id).keySet());
      Set<String> needed =
          template.parameters().entrySet().stream()
              .filter(parameter -> !Template.map(parameter.getValue(), id).containsKey("Default"))
              .map(Map.Entry::getKey)
              .collect(Collectors.toSet());
      assertThat(passed(id).keySet()).as(id).containsAll(needed);
    }
  }

  @Test
  void everyOutputThatIsTakenIsGiven() {
    int taken = 0;
    for (Reference reference : Reference.in(PIPELINE.content())) {
      if (reference.kind() != Reference.Kind.RESOURCE || !nested().contains(reference.name())) {
        continue;
      }
      Object getAtt = PIPELINE.at(path(reference.place()));
      Matcher output = OUTPUT.matcher(getAtt.toString());
      assertThat(output.find()).as(reference.toString()).isTrue();
      assertThat(templateOf(reference.name()).outputs())
          .as(reference.toString())
          .containsKey(output.group(1));
      taken++;
    }
    assertThat(taken).isGreaterThan(20);
  }

  /** CloudFormation fails where an output is taken that is not there. */
  @ParameterizedTest
  @CsvSource({"none, false, false", "on-demand, false, true", "provisioned, true, true"})
  void noOutputIsTakenThatIsNotThere(String streamMode, String frontDoor, String workflows) {
    Map<String, String> parameters =
        Map.of(
            "ArtifactsBucketName", "artifacts",
            "KeyPrefix", "templates/0",
            "JarKey", "jars/a.jar",
            "BucketNames", "photos",
            "StreamMode", streamMode,
            "FrontDoor", frontDoor,
            "Workflows", workflows);
    Evaluation pipeline = new Evaluation(PIPELINE, parameters);
    List<Object> made = new ArrayList<>();
    nested().stream().filter(pipeline::makes).map(pipeline::properties).forEach(made::add);
    PIPELINE.outputs().keySet().stream()
        .filter(pipeline::gives)
        .map(pipeline::output)
        .forEach(made::add);
    Matcher taken = TAKEN.matcher(made.toString());
    int outputs = 0;
    while (taken.find()) {
      String id = taken.group(1);
      assertThat(pipeline.makes(id)).as(id + " is made").isTrue();
      Map<String, String> given = new TreeMap<>();
      Template.map(pipeline.properties(id).get("Parameters"), id)
          .forEach((name, value) -> given.put(name, value.toString()));
      assertThat(new Evaluation(templateOf(id), given).gives(taken.group(2)))
          .as(taken.group())
          .isTrue();
      outputs++;
    }
    assertThat(outputs).isGreaterThan(20);
  }

  @Test
  void queueAndJobHideMessagesForTheSameTime() {
    assertThat(Template.follow(passed("Ingest"), "VisibilityTimeoutSeconds", "Ref"))
        .isEqualTo("VisibilityTimeoutSeconds");
    assertThat(Template.follow(passed("Job"), "VisibilityTimeout", "Fn::Sub"))
        .isEqualTo("${VisibilityTimeoutSeconds} s");
  }

  @Test
  void everyParameterIsUsedAndInOneGroupOfTheConsole() {
    Set<String> referred =
        Reference.in(PIPELINE.section("Resources")).stream()
            .map(Reference::name)
            .collect(Collectors.toSet());
    referred.addAll(
        Reference.in(PIPELINE.section("Conditions")).stream()
            .map(Reference::name)
            .collect(Collectors.toSet()));
    assertThat(referred).containsAll(PIPELINE.parameters().keySet());
    List<Object> grouped =
        Template.list(
                PIPELINE.at("Metadata", "AWS::CloudFormation::Interface", "ParameterGroups"),
                "groups")
            .stream()
            .flatMap(group -> Template.list(Template.follow(group, "Parameters"), group).stream())
            .collect(Collectors.toList());
    assertThat(grouped).containsExactlyInAnyOrderElementsOf(PIPELINE.parameters().keySet());
  }

  @Test
  void aDefaultThatIsPassedOnIsThatOfTheNestedStack() {
    for (String id : nested()) {
      Map<String, Object> inner = templateOf(id).parameters();
      passed(id)
          .forEach(
              (name, value) -> {
                Object declared = inner.get(name);
                String from =
                    value instanceof Map
                        ? String.valueOf(Template.map(value, name).get("Ref"))
                        : "";
                Object outer = PIPELINE.parameters().get(from);
                if (outer != null
                    && Template.map(outer, from).containsKey("Default")
                    && Template.map(declared, name).containsKey("Default")) {
                  assertThat(String.valueOf(Template.follow(outer, "Default")))
                      .as(id + " " + name)
                      .isEqualTo(String.valueOf(Template.follow(declared, "Default")));
                }
              });
    }
  }

  @Test
  void theExampleOfParametersNamesThemWithTheirDefaults() throws IOException {
    int commented = 0;
    for (String line : Files.readAllLines(Path.of("conf", "deploy-example.properties"))) {
      Matcher pair = Pattern.compile("(#?)([A-Z]\\w*)=(.*)").matcher(line);
      if (!pair.matches()) {
        continue;
      }
      assertThat(PIPELINE.parameters()).containsKey(pair.group(2));
      if (!pair.group(1).isEmpty()) {
        assertThat(pair.group(3))
            .as(line)
            .isEqualTo(String.valueOf(PIPELINE.at("Parameters", pair.group(2), "Default")));
        commented++;
      }
    }
    assertThat(commented).isGreaterThan(10);
  }

  @Test
  void thePipelineIsSmallEnoughToBeSentWithTheCall() throws IOException {
    // docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
    assertThat(Files.size(Path.of("infra", "pipeline.yaml"))).isLessThan(51_200);
    assertThat(PIPELINE.parameters()).hasSizeLessThanOrEqualTo(200);
  }

  private static Object[] path(String place) {
    return Pattern.compile("/")
        .splitAsStream(place.substring(1))
        .map(step -> step.matches("\\d+") ? (Object) Integer.valueOf(step) : step)
        .toArray();
  }
}
