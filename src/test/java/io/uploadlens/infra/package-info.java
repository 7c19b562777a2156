/** The CloudFormation templates below {@code infra/}, held against the code that they run. */
package io.uploadlens.infra;
