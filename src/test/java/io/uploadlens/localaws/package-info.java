/**
 * A local AWS in one JVM: SQS, SNS, S3, Kinesis and Firehose on loopback, with the services' wire
 * protocols, their limits and, on request, their failures. It is on the test class path only, so no
 * job jar can hold it.
 */
package io.uploadlens.localaws;
