/** The one place where AWS clients are configured and built, and where AWS errors are judged. */
package io.uploadlens.aws;
