package io.uploadlens.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every template. */
class TemplatesTest {

  private static final Set<String> DATA =
      Set.of("AWS::S3::Bucket", "AWS::SQS::Queue", "AWS::Kinesis::Stream");
  private static final Pattern WRITTEN_DOWN =
      Pattern.compile(
          "\\b\\d{12}\\b|arn:aws[a-z-]*:|\\b(us|eu|ap|sa|ca|me|af|il|mx|cn)(-gov)?-[a-z]+-\\d\\b"
              + "|amazonaws\\.com\\.cn|\\.amazonaws\\.com/");

  static List<Template> all() {
    List<Template> all = Template.all();
    assertThat(all).as("templates").hasSizeGreaterThanOrEqualTo(3);
    return all;
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyReferenceLeadsSomewhere(Template template) {
    Set<String> resources = template.resources().keySet();
    for (Reference reference : Reference.in(template.content())) {
      String name = reference.name();
      boolean leads;
      switch (reference.kind()) {
        case VALUE:
          leads =
              name.startsWith("AWS::")
                  || resources.contains(name)
                  || template.parameters().containsKey(name);
          break;
        case RESOURCE:
          leads = resources.contains(name);
          break;
        case CONDITION:
          leads = template.section("Conditions").containsKey(name);
          break;
        default:
          leads = template.section("Mappings").containsKey(name);
      }
      assertThat(leads).as("%s: %s", template, reference).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyParameterIsDescribedAndUsed(Template template) {
    Set<String> used = named(template, Reference.Kind.VALUE);
    template
        .parameters()
        .forEach(
            (name, parameter) -> {
              assertThat(Objects.toString(Template.map(parameter, name).get("Description"), ""))
                  .as("%s: the description of %s", template, name)
                  .endsWith(".")
                  .hasSizeGreaterThan(5);
              assertThat(used).as("%s: what is used", template).contains(name);
            });
    template
        .outputs()
        .forEach(
            (name, output) ->
                assertThat(Objects.toString(Template.map(output, name).get("Description"), ""))
                    .as("%s: the description of the output %s", template, name)
                    .isNotBlank());
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyConditionAndMappingIsUsed(Template template) {
    assertThat(named(template, Reference.Kind.CONDITION))
        .as("%s: conditions", template)
        .containsAll(template.section("Conditions").keySet());
    assertThat(named(template, Reference.Kind.MAPPING))
        .as("%s: mappings", template)
        .containsAll(template.section("Mappings").keySet());
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyWildcardOfAStatementHasItsReason(Template template) {
    Set<String> needed = new TreeSet<>();
    for (IamStatement statement : IamStatement.in(template)) {
      if (statement.hasWildcard()) {
        assertThat(statement.sid()).as("%s: the Sid of %s", template, statement).isNotNull();
        needed.add(statement.resourceId() + " " + statement.sid());
      }
    }
    Set<String> given = new TreeSet<>();
    for (String id : template.resources().keySet()) {
      reasons(template, id)
          .forEach(
              (sid, reason) -> {
                assertThat(reason.toString()).as("%s: %s %s", template, id, sid).endsWith(".");
                given.add(id + " " + sid);
              });
    }
    assertThat(given)
        .as("%s: statements with a * and their reasons (Metadata, WildcardReasons)", template)
        .isEqualTo(needed);
  }

  @ParameterizedTest
  @MethodSource("all")
  void whatHoldsDataOutlivesItsStack(Template template) {
    for (String id : template.resources().keySet()) {
      Map<String, Object> resource = template.resource(id);
      if (DATA.contains(resource.get("Type").toString())) {
        assertThat(resource.get("DeletionPolicy"))
            .as("%s: DeletionPolicy of %s", template, id)
            .isIn("Retain", "RetainExceptOnCreate");
        assertThat(resource.get("UpdateReplacePolicy"))
            .as("%s: UpdateReplacePolicy of %s", template, id)
            .isEqualTo("Retain");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyBucketIsClosedAndEncrypted(Template template) {
    for (String id : template.idsOf("AWS::S3::Bucket")) {
      Map<String, Object> bucket = template.properties(id);
      assertThat(Template.map(bucket.get("PublicAccessBlockConfiguration"), id))
          .as("%s: %s", template, id)
          .hasSize(4)
          .allSatisfy((name, value) -> assertThat(value).isEqualTo(true));
      assertThat(bucket).as("%s: %s", template, id).containsKey("BucketEncryption");
      assertThat(denialsOfPlainHttp(template, "AWS::S3::BucketPolicy", "Bucket"))
          .as("%s: buckets that take TLS alone", template)
          .contains(id);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyQueueIsEncryptedAndTakesTlsAlone(Template template) {
    for (String id : template.idsOf("AWS::SQS::Queue")) {
      assertThat(template.properties(id))
          .as("%s: %s", template, id)
          .containsEntry("SqsManagedSseEnabled", true);
      assertThat(denialsOfPlainHttp(template, "AWS::SQS::QueuePolicy", "Queues"))
          .as("%s: queues that take TLS alone", template)
          .contains(id);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void noAccountRegionOrPartitionIsWrittenDown(Template template) {
    assertThat(texts(template.content()))
        .as("%s", template)
        .noneMatch(text -> WRITTEN_DOWN.matcher(text).find());
  }

  /** CloudFormation refuses a circle, but only when the stack is made. */
  @ParameterizedTest
  @MethodSource("all")
  void noResourceWaitsForItself(Template template) {
    Map<String, Set<String>> needs = new LinkedHashMap<>();
    for (String id : template.resources().keySet()) {
      needs.put(
          id,
          Reference.in(template.resource(id)).stream()
              .map(Reference::name)
              .filter(template.resources()::containsKey)
              .collect(Collectors.toCollection(TreeSet::new)));
    }
    boolean changed = true;
    while (changed) {
      Set<String> done =
          needs.entrySet().stream()
              .filter(entry -> entry.getValue().isEmpty())
              .map(Map.Entry::getKey)
              .collect(Collectors.toSet());
      changed = needs.keySet().removeAll(done);
      needs.values().forEach(ids -> ids.removeAll(done));
    }
    assertThat(needs).as("%s: resources that wait for each other", template).isEmpty();
  }

  private static List<String> denialsOfPlainHttp(Template template, String type, String of) {
    List<String> ids = new ArrayList<>();
    for (String policy : template.idsOf(type)) {
      boolean denies =
          Template.list(
                  template.at("Resources", policy, "Properties", "PolicyDocument", "Statement"),
                  policy)
              .stream()
              .anyMatch(
                  statement ->
                      statement.toString().contains("Effect=Deny")
                          && statement.toString().contains("aws:SecureTransport=false"));
      if (denies) {
        Reference.in(template.properties(policy).get(of))
            .forEach(reference -> ids.add(reference.name()));
      }
    }
    return ids;
  }

  private static Map<String, Object> reasons(Template template, String id) {
    Object metadata = template.resource(id).get("Metadata");
    Object reasons = metadata == null ? null : Template.map(metadata, id).get("WildcardReasons");
    return reasons == null ? Map.of() : Template.map(reasons, id);
  }

  private static Set<String> named(Template template, Reference.Kind kind) {
    return Reference.in(template.content()).stream()
        .filter(reference -> reference.kind() == kind)
        .map(Reference::name)
        .collect(Collectors.toSet());
  }

  private static List<String> texts(Object value) {
    List<String> texts = new ArrayList<>();
    if (value instanceof Map) {
      Template.map(value, "").values().forEach(item -> texts.addAll(texts(item)));
    } else if (value instanceof List) {
      Template.list(value, "").forEach(item -> texts.addAll(texts(item)));
    } else if (value instanceof String) {
      texts.add((String) value);
    }
    return texts;
  }
}
