package io.uploadlens.cluster;

import io.uploadlens.demo.DemoAws;
import io.uploadlens.localaws.FaultServer;
import java.util.concurrent.CountDownLatch;

/**
 * The local AWS of a cluster, in a process of its own, until it is ended: with what the job's local
 * settings name, a bucket for checkpoints, and a server that takes faults.
 */
public final class AwsMain {

  private AwsMain() {}

  /**
   * Runs it. When everything is there, the port of faults is open.
   *
   * @param args the port of SQS and the port where faults are asked for
   */
  public static void main(String[] args) throws Exception {
    CountDownLatch stop = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(stop, stopped), "aws-stop"));
    try (DemoAws aws = DemoAws.start(Integer.parseInt(args[0]))) {
      aws.createBucket(ConfigurationFiles.BUCKET);
      try (FaultServer faults = FaultServer.start(Integer.parseInt(args[1]), aws.faults())) {
        System.out.println("The local AWS is ready; faults are taken on port " + faults.port());
        stop.await();
        aws.flushFirehose();
      }
    } finally {
      stopped.countDown();
    }
  }

  /** The JVM ends when its shutdown hooks do: this one waits until what was open is closed. */
  private static void end(CountDownLatch stop, CountDownLatch stopped) {
    stop.countDown();
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
