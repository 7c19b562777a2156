/** What the SQS source keeps in checkpoints: splits and the receipts in them. */
package io.uploadlens.source.sqs.split;
