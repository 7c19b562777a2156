/**
 * What a message says: the forms in which S3 upload events travel, decoded into one {@link
 * io.uploadlens.event.UploadEvent}.
 *
 * <p>Knows the JDK, Jackson, a hash function and Flink's types; never a source, a sink or the AWS
 * SDK.
 */
package io.uploadlens.event;
