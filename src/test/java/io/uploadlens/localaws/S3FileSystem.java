package io.uploadlens.localaws;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.plugin.DefaultPluginManager;
import org.apache.flink.core.plugin.DirectoryBasedPluginFinder;

/**
 * Flink's S3 plugin (s3://, s3a://) in this JVM, set up for a local AWS; needs no environment
 * variable.
 */
public final class S3FileSystem {

  private S3FileSystem() {}

  /**
   * From now on {@code s3://} and {@code s3a://} of Flink's {@link FileSystem} are the local S3. To
   * be called after a MiniCluster has started, and again for another local AWS.
   */
  public static void initialize(LocalAws aws) {
    Configuration configuration = Configuration.fromMap(aws.s3FileSystemSettings());
    try {
      FileSystem.initialize(
          configuration,
          new DefaultPluginManager(
              new DirectoryBasedPluginFinder(BuildDirectory.find("plugins")).findPlugins(),
              CoreOptions.getPluginParentFirstLoaderPatterns(configuration)));
    } catch (IOException e) {
      throw new UncheckedIOException("The S3 plugin does not load", e);
    }
  }
}
