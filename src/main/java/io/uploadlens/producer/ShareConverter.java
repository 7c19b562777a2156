package io.uploadlens.producer;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Shares of a whole, from 0 to 1. */
final class ShareConverter implements ITypeConverter<Double> {

  @Override
  public Double convert(String text) {
    try {
      double share = Double.parseDouble(text);
      if (share >= 0 && share <= 1) {
        return share;
      }
    } catch (NumberFormatException e) {
      throw new TypeConversionException("'" + text + "' is not a number: must be from 0 to 1");
    }
    throw new TypeConversionException("'" + text + "' is out of range: must be from 0 to 1");
  }
}
