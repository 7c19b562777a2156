/** The aggregates, to Data Firehose, as one JSON object a line. */
package io.uploadlens.sink.firehose;
