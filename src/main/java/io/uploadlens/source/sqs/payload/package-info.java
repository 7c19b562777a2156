/** Bodies that the SQS Extended Client put into S3: pointers to them, and where they are read. */
package io.uploadlens.source.sqs.payload;
