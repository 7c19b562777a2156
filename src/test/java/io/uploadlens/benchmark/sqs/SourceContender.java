package io.uploadlens.benchmark.sqs;

import io.uploadlens.source.sqs.SqsSource;
import java.util.List;

/** The source of UploadLens: deletes are bound to checkpoints. */
final class SourceContender implements Contender {

  private final BenchmarkSetting setting;
  private final SourceCluster cluster;

  SourceContender(BenchmarkSetting setting, SourceCluster cluster) {
    this.setting = setting;
    this.cluster = cluster;
  }

  @Override
  public String name() {
    return Comparison.SOURCE;
  }

  @Override
  public Reading read(String queueUrl, RoundClock clock) throws Exception {
    CountingSchema.countOn(clock);
    return cluster.run(source(setting, queueUrl));
  }

  /** As it is by default, but for as many concurrent receives as the loops make. */
  static SqsSource<String> source(BenchmarkSetting setting, String queueUrl) {
    return SqsSource.<String>builder()
        .setQueueUrls(List.of(queueUrl))
        .setDeserializationSchema(new CountingSchema())
        .setAwsSettings(setting.aws())
        .setMaxConcurrentReceives(BenchmarkSetting.RECEIVERS)
        .build();
  }
}
