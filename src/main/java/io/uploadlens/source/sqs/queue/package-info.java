/** The four calls that the source makes to a queue. */
package io.uploadlens.source.sqs.queue;
