/** Gives each reader its splits, and tells the readers how much is waiting. */
package io.uploadlens.source.sqs.enumerator;
