/**
 * What a perfect pipeline makes of the generated messages: computed a second time, the plain way,
 * with no code of the pipeline's.
 */
package io.uploadlens.producer.truth;
