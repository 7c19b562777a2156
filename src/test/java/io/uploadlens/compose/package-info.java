/** {@code docker-compose.yml} and the files that it mounts, held against the code and conf. */
package io.uploadlens.compose;
