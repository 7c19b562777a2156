package io.uploadlens.cluster;

import io.uploadlens.demo.DemoAws;
import io.uploadlens.localaws.FaultServer;
import java.util.concurrent.CountDownLatch;

/**
 * The local AWS of a cluster, in a process of its own, until it is ended: with what the job's local
 * settings name, a bucket for checkpoints, and a server that takes faults.
 */
public final class AwsMain {

  /** What it prints when everything is there. */
  static final String READY = "The local AWS is ready.";

  private AwsMain() {}

  /**
   * Runs it.
   *
   * @param args the port of SQS and the port where faults are asked for
   */
  public static void main(String[] args) throws Exception {
    int awsPort = Integer.parseInt(args[0]);
    int faultPort = Integer.parseInt(args[1]);
    try (DemoAws aws = DemoAws.start(awsPort);
        FaultServer faults = FaultServer.start(faultPort, aws.faults())) {
      aws.createBucket(ConfigurationFiles.BUCKET);
      System.out.println(READY + " Faults are taken on port " + faults.port() + ".");
      CountDownLatch stop = new CountDownLatch(1);
      CountDownLatch stopped = new CountDownLatch(1);
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    stop.countDown();
                    try {
                      stopped.await();
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  },
                  "aws-stop"));
      stop.await();
      aws.flushFirehose();
      stopped.countDown();
    }
  }
}
