/**
 * Where the sources meet the events: each schema here gives what a source received to the decoder.
 */
package io.uploadlens.source;
