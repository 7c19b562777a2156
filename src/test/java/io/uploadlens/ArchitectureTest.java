package io.uploadlens;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who may know whom. There is no list of exceptions. */
@AnalyzeClasses(packages = "io.uploadlens", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String ROOT = "io.uploadlens";
  private static final String JDK = "java..";
  private static final String FLINK = "org.apache.flink..";
  private static final String LOGGING = "org.slf4j..";
  private static final String SDK = "software.amazon.awssdk..";
  private static final String JACKSON = "com.fasterxml.jackson..";
  private static final String HASHING = "com.dynatrace.hash4j..";

  /**
   * The parts of the job with those that each may know besides itself. The root, where the graph is
   * put together, knows all and is known by none.
   */
  private static final Map<String, Set<String>> MAY_KNOW =
      new TreeMap<>(
          Map.of(
              "aws", Set.of(),
              "config", Set.of("aws", "window"),
              "event", Set.of(),
              "source.sqs", Set.of("aws"),
              "source.kinesis", Set.of("aws"),
              "source", Set.of("event", "source.sqs", "source.kinesis"),
              "analytics", Set.of("event"),
              "sink", Set.of("event", "analytics", "aws"),
              "producer", Set.of("event", "aws", "window"),
              "window", Set.of()));

  private static final Set<String> SAYS_NOTHING =
      Set.of("util", "utils", "common", "model", "models", "impl", "helper", "helpers", "misc");

  @ArchTest
  static void everyPartKnowsOnlyThoseItMay(JavaClasses all) {
    MAY_KNOW.forEach(
        (part, known) ->
            classes()
                .that(areIn(part))
                .should()
                .onlyDependOnClassesThat(areOutsideOfTheJobOrIn(part, known))
                .check(all));
  }

  @ArchTest
  static void everyClassIsInTheRootOrInAPartThatHasARule(JavaClasses all) {
    assertThat(all)
        .filteredOn(it -> !it.getPackageName().equals(ROOT))
        .allSatisfy(
            it ->
                assertThat(MAY_KNOW)
                    .as("the package of %s needs a rule in this test", it.getName())
                    .containsKey(partOf(it)));
    // And no rule is about nothing.
    assertThat(all.stream().map(ArchitectureTest::partOf).collect(Collectors.toSet()))
        .containsAll(MAY_KNOW.keySet());
  }

  @ArchTest
  static final ArchRule PARTS_ARE_FREE_OF_CYCLES =
      slices().assignedFrom(slicing("parts", ArchitectureTest::partOf)).should().beFreeOfCycles();

  /**
   * A part's own package is its face: the source in it makes the reader of a package below, which
   * takes the schema of the face. Below the face there are no cycles.
   */
  @ArchTest
  static final ArchRule PACKAGES_OF_A_PART_ARE_FREE_OF_CYCLES =
      slices()
          .assignedFrom(
              slicing(
                  "packages below a part's own",
                  it -> {
                    boolean isFace = it.getPackageName().equals(ROOT + "." + partOf(it));
                    return isFace || partOf(it).isEmpty() ? "" : it.getPackageName();
                  }))
          .should()
          .beFreeOfCycles();

  @ArchTest
  static final ArchRule WINDOWS_ARE_TEXT_AND_VALUES =
      classes()
          .that(areIn("window"))
          .should()
          .onlyDependOnClassesThat(resideInAnyPackage(ROOT + ".window..", JDK));

  @ArchTest
  static final ArchRule EVENTS_KNOW_NO_SERVICE =
      classes()
          .that(areIn("event"))
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(ROOT + ".event..", JDK, JACKSON, HASHING, FLINK, LOGGING))
          .andShould()
          .onlyDependOnClassesThat(areNoConnectors());

  @ArchTest
  static final ArchRule ANALYTICS_KNOW_NO_SERVICE =
      classes()
          .that(areIn("analytics"))
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                  ROOT + ".analytics..",
                  ROOT + ".event..",
                  JDK,
                  FLINK,
                  LOGGING,
                  HASHING,
                  "com.datadoghq.sketch.."))
          .andShould()
          .onlyDependOnClassesThat(areNoConnectors());

  @ArchTest
  static final ArchRule THE_SQS_SOURCE_CAN_BE_LIFTED_OUT =
      classes()
          .that(areIn("source.sqs"))
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                  ROOT + ".source.sqs..",
                  ROOT + ".aws..",
                  JDK,
                  FLINK,
                  LOGGING,
                  SDK,
                  // What the SDK's asynchronous clients hand objects over with.
                  "org.reactivestreams..",
                  JACKSON));

  @ArchTest
  static final ArchRule SETTINGS_KNOW_OF_AWS_ONLY_HOW_IT_IS_REACHED =
      noClasses()
          .that(areIn("config"))
          .should()
          .dependOnClassesThat(
              describe(
                  "are clients or errors of AWS",
                  it ->
                      it.getPackageName().startsWith("software.amazon")
                          || it.getPackageName().equals(ROOT + ".aws")
                              && !it.getSimpleName().equals("AwsSettings")
                              && !it.getSimpleName().equals("AwsService")));

  @ArchTest
  static final ArchRule CLIENTS_ARE_BUILT_IN_ONE_PLACE =
      noClasses()
          .that(areNotIn("aws"))
          .should()
          .callMethodWhere(
              describe("it builds a client of the AWS SDK", ArchitectureTest::buildsAClient));

  @ArchTest
  static void packagesSayWhatIsInThem(JavaClasses all) {
    assertThat(all)
        .extracting(JavaClass::getPackageName)
        .noneMatch(name -> Arrays.stream(name.split("\\.", -1)).anyMatch(SAYS_NOTHING::contains));
  }

  /** Slices by name; a class with an empty name is in none. */
  private static SliceAssignment slicing(String description, Function<JavaClass, String> name) {
    return new SliceAssignment() {
      @Override
      public SliceIdentifier getIdentifierOf(JavaClass type) {
        String slice = isOfTheJob(type) ? name.apply(type) : "";
        return slice.isEmpty() ? SliceIdentifier.ignore() : SliceIdentifier.of(slice);
      }

      @Override
      public String getDescription() {
        return description;
      }
    };
  }

  private static boolean buildsAClient(JavaMethodCall call) {
    return List.of("builder", "create").contains(call.getName())
        && call.getTargetOwner().isAssignableTo("software.amazon.awssdk.core.SdkClient");
  }

  private static DescribedPredicate<JavaClass> areNoConnectors() {
    return DescribedPredicate.not(
        resideInAnyPackage(
            "org.apache.flink.connector.aws..",
            "org.apache.flink.connector.firehose..",
            "org.apache.flink.connector.kinesis..",
            "org.apache.flink.connector.sqs..",
            "org.apache.flink.streaming.connectors.."));
  }

  private static DescribedPredicate<JavaClass> areIn(String part) {
    return describe("are in " + part, it -> part.equals(partOf(it)));
  }

  private static DescribedPredicate<JavaClass> areNotIn(String part) {
    return describe("are not in " + part, it -> !part.equals(partOf(it)));
  }

  private static DescribedPredicate<JavaClass> areOutsideOfTheJobOrIn(
      String part, Set<String> known) {
    return describe(
        "are outside of the job, or in "
            + Stream.concat(Stream.of(part), known.stream()).sorted().collect(Collectors.toList()),
        it -> !isOfTheJob(it) || part.equals(partOf(it)) || known.contains(partOf(it)));
  }

  private static boolean isOfTheJob(JavaClass type) {
    String name = type.getPackageName();
    return name.equals(ROOT) || name.startsWith(ROOT + ".");
  }

  /** The most specific part that holds a class; empty for the root, its package for none. */
  private static String partOf(JavaClass type) {
    if (!isOfTheJob(type) || type.getPackageName().equals(ROOT)) {
      return "";
    }
    String inside = type.getPackageName().substring(ROOT.length() + 1);
    return MAY_KNOW.keySet().stream()
        .filter(part -> inside.equals(part) || inside.startsWith(part + "."))
        .reduce((shorter, longer) -> longer.length() > shorter.length() ? longer : shorter)
        .orElse(inside);
  }
}
