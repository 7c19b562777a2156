package io.uploadlens.producer;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Rates: so many a second, more than 0. */
final class RateConverter implements ITypeConverter<Double> {

  @Override
  public Double convert(String text) {
    try {
      double rate = Double.parseDouble(text);
      if (rate > 0 && !Double.isInfinite(rate)) {
        return rate;
      }
    } catch (NumberFormatException e) {
      throw new TypeConversionException("'" + text + "' is not a number: must be above 0");
    }
    throw new TypeConversionException("'" + text + "' is out of range: must be above 0");
  }
}
