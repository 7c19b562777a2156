/** The engine's numbers, through failures and rescaling, against numbers counted without it. */
package io.uploadlens.benchmark.exact;
