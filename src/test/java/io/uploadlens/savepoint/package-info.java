/**
 * Savepoints of the whole job that are kept under {@code src/test/resources/savepoints}, and the
 * tests that today's job goes on from each of them.
 */
package io.uploadlens.savepoint;
