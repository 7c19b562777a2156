/** Sends generated messages to AWS, in batches, and loses none of them silently. */
package io.uploadlens.producer.target;
