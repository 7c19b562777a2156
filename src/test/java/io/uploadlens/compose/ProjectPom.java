package io.uploadlens.compose;

import java.io.IOException;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** What {@code pom.xml} says. */
final class ProjectPom {

  private final Element project;

  private ProjectPom(Element project) {
    this.project = project;
  }

  static ProjectPom read() throws IOException {
    try {
      return new ProjectPom(
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(Path.of("pom.xml").toFile())
              .getDocumentElement());
    } catch (ParserConfigurationException | SAXException e) {
      throw new IOException(e);
    }
  }

  /** The jar that {@code mvn package} makes, from the project's directory. */
  String jar() {
    return "target/" + child(project, "artifactId") + "-" + child(project, "version") + ".jar";
  }

  /** A property. */
  String property(String name) {
    for (Node node = project.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node.getNodeName().equals("properties")) {
        return child(node, name);
      }
    }
    throw new IllegalArgumentException("pom.xml has no properties");
  }

  private static String child(Node parent, String name) {
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node.getNodeName().equals(name)) {
        return node.getTextContent().trim();
      }
    }
    throw new IllegalArgumentException("pom.xml has no " + name);
  }
}
