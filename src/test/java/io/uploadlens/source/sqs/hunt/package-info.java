/**
 * A fault test that hunts: seeded random schedules of receives, emissions, checkpoints, failures,
 * restores and rescalings run against the real source and a model of SQS, in virtual time and in
 * one thread. {@link io.uploadlens.source.sqs.hunt.SqsSourceHuntTest} says how to hunt longer and
 * how to replay.
 */
package io.uploadlens.source.sqs.hunt;
