package io.uploadlens.localaws;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Finds what the build has put into {@code target}, wherever the tests are started from. */
final class BuildDirectory {

  private BuildDirectory() {}

  /**
   * A directory beside the test classes, or in the {@code target} of the directory that we are in
   * or of one above.
   *
   * @throws IllegalStateException when it is not there; the message says which command brings it
   */
  static Path find(String name) {
    List<Path> candidates = new ArrayList<>();
    URL own = BuildDirectory.class.getProtectionDomain().getCodeSource().getLocation();
    try {
      candidates.add(Path.of(own.toURI()).resolveSibling(name));
    } catch (URISyntaxException e) {
      throw new IllegalStateException("not a location: " + own, e);
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      candidates.add(at.resolve("target").resolve(name));
    }
    return candidates.stream()
        .filter(Files::isDirectory)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "The build's directory '"
                        + name
                        + "' is none of "
                        + candidates
                        + ": 'mvn test-compile' makes it."));
  }
}
