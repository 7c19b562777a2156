package io.uploadlens.savepoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uploadlens.StreamingJob;
import io.uploadlens.analytics.WindowType;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.util.StringUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What tells a state which serializer wrote it, class name and format: for every serializer of ours
 * a file under {@code state}, which is read here and written by nothing.
 */
class SerializerFormatsTest {

  static List<Class<?>> snapshots() {
    return ours(TypeSerializerSnapshot.class);
  }

  /** The classes of the job, without those of tests, that are of a type and not abstract. */
  private static List<Class<?>> ours(Class<?> type) {
    try {
      Path root =
          Path.of(StreamingJob.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      List<Class<?>> ours = new ArrayList<>();
      try (Stream<Path> files = Files.walk(root)) {
        for (Path file : (Iterable<Path>) files::iterator) {
          String name = root.relativize(file).toString();
          if (name.endsWith(".class") && !name.contains("-")) {
            Class<?> found =
                Class.forName(
                    name.replace(".class", "").replace(File.separatorChar, '.'),
                    false,
                    StreamingJob.class.getClassLoader());
            if (type.isAssignableFrom(found) && !Modifier.isAbstract(found.getModifiers())) {
              ours.add(found);
            }
          }
        }
      }
      return ours;
    } catch (IOException | URISyntaxException | ClassNotFoundException e) {
      throw new IllegalStateException("the job's classes can't be listed", e);
    }
  }

  @ParameterizedTest
  @MethodSource("snapshots")
  void aSnapshotSaysWhatTheFilesSay(Class<?> type) throws Exception {
    TypeSerializerSnapshot<?> today = instance(type);
    byte[] golden = golden(type, today.getCurrentVersion());

    DataOutputSerializer out = new DataOutputSerializer(64);
    TypeSerializerSnapshot.writeVersionedSnapshot(out, today);
    assertThat(out.getCopyOfBuffer()).isEqualTo(golden);

    TypeSerializerSnapshot<?> read =
        TypeSerializerSnapshot.readVersionedSnapshot(
            new DataInputDeserializer(golden), getClass().getClassLoader());
    assertThat(read).isInstanceOf(type);
    TypeSerializer<?> serializer = read.restoreSerializer();
    assertThat(serializer.snapshotConfiguration()).isInstanceOf(type);
    assertThat(serializer.snapshotConfiguration().getCurrentVersion())
        .isEqualTo(today.getCurrentVersion());
  }

  @ParameterizedTest
  @MethodSource("snapshots")
  void anotherFormatIsRefusedAndBothAreNamed(Class<?> type) throws Exception {
    TypeSerializerSnapshot<?> today = instance(type);
    int later = today.getCurrentVersion() + 1;
    assertThatThrownBy(
            () -> today.readSnapshot(later, new DataInputDeserializer(new byte[0]), null))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "%s was written in format %d; this release reads format %d",
            type.getName(), later, today.getCurrentVersion());
  }

  /** Ordinals are in state: a constant may be added at the end, never moved or taken away. */
  @Test
  void typesOfWindowsKeepTheirOrdinals() {
    assertThat(List.of(WindowType.values()))
        .startsWith(WindowType.TUMBLE, WindowType.HOP, WindowType.CUMULATE);
  }

  /** Those of the SQS source have their files in SqsStateTest. */
  @Test
  void noSerializerIsWithoutFiles() {
    assertThat(snapshots()).hasSizeGreaterThanOrEqualTo(7);
    assertThat(
            ours(SimpleVersionedSerializer.class).stream()
                .map(Class::getSimpleName)
                .collect(Collectors.toList()))
        .containsExactlyInAnyOrderElementsOf(
            Set.of("SqsSplitSerializer", "SqsEnumeratorStateSerializer"));
  }

  private static TypeSerializerSnapshot<?> instance(Class<?> type) throws Exception {
    Constructor<?> constructor = type.getConstructor();
    return (TypeSerializerSnapshot<?>) constructor.newInstance();
  }

  private static byte[] golden(Class<?> type, int format) throws IOException {
    String subject = type.getEnclosingClass().getSimpleName().replace("Serializer", "");
    String name =
        subject.replaceAll("(?<=.)([A-Z])", "-$1").toLowerCase(Locale.ROOT)
            + "-snapshot-v"
            + format
            + ".hex";
    try (InputStream in = SerializerFormatsTest.class.getResourceAsStream("/state/" + name)) {
      assertThat(in).as("state/" + name + ", of " + type.getName()).isNotNull();
      String hex = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      return StringUtils.hexStringToByte(hex.replaceAll("\\s", ""));
    }
  }
}
