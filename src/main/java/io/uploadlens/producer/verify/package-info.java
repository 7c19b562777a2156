/** Compares what a pipeline wrote with the truth, row by row. */
package io.uploadlens.producer.verify;
