package io.uploadlens.infra;

import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.constructor.StandardConstructor;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Reads CloudFormation's YAML: a short tag becomes the map that its long form is, {@code !Ref a} a
 * map with the key {@code Ref}. A key that is there twice is an error, and so is a tag that is not
 * CloudFormation's.
 */
final class TemplateLoader extends StandardConstructor {

  /** The intrinsic functions whose long form is {@code Fn::} and the tag. */
  private static final List<String> FUNCTIONS =
      List.of(
          "And",
          "Base64",
          "Cidr",
          "Equals",
          "FindInMap",
          "ForEach",
          "GetAtt",
          "GetAZs",
          "If",
          "ImportValue",
          "Join",
          "Length",
          "Not",
          "Or",
          "Select",
          "Split",
          "Sub",
          "ToJsonString",
          "Transform");

  private TemplateLoader(LoadSettings settings) {
    super(settings);
    put("Ref", "Ref");
    put("Condition", "Condition");
    FUNCTIONS.forEach(name -> put(name, "Fn::" + name));
  }

  /**
   * Reads a document.
   *
   * @param name what it is called in errors; not null
   * @param yaml its text; not null
   */
  static Object load(String name, String yaml) {
    LoadSettings settings = LoadSettings.builder().setLabel(name).build();
    return new Load(settings, new TemplateLoader(settings)).loadFromString(yaml);
  }

  private void put(String tag, String key) {
    ConstructNode construct =
        node -> Map.of(key, key.equals("Fn::GetAtt") ? getAtt(node) : of(node));
    tagConstructors.put(new Tag("!" + tag), construct);
  }

  private Object of(Node node) {
    if (node instanceof ScalarNode) {
      return constructScalar((ScalarNode) node);
    }
    return node instanceof SequenceNode
        ? constructSequence((SequenceNode) node)
        : constructMapping((MappingNode) node);
  }

  /** {@code a.b.c} is the attribute {@code b.c} of {@code a}. */
  private Object getAtt(Node node) {
    if (!(node instanceof ScalarNode)) {
      return of(node);
    }
    String text = constructScalar((ScalarNode) node);
    int dot = text.indexOf('.');
    if (dot < 1) {
      throw new IllegalArgumentException("!GetAtt " + text + " names no attribute");
    }
    return List.of(text.substring(0, dot), text.substring(dot + 1));
  }
}
