/** The engine of UploadLens against Flink SQL and plain DataStream code, on the same events. */
package io.uploadlens.benchmark.engine;
