/**
 * Which windows somebody asks for, as a text and as values: what the job's settings and the
 * producer's options have in common. Knows nothing else, and does not say which windows an event is
 * in: the job and its judge each work that out for themselves.
 */
package io.uploadlens.window;
