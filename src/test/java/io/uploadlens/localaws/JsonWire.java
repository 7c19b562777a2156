package io.uploadlens.localaws;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;

/**
 * The two wire forms of AWS's JSON services.
 *
 * <p>They differ in more than the syntax: JSON has binary as Base64 and a timestamp as seconds with
 * a fraction, CBOR has binary as bytes and a timestamp as tag 1 with milliseconds.
 */
enum JsonWire {
  /** {@code application/x-amz-json-1.1}. */
  JSON("application/x-amz-json-1.1", new JsonFactory()),
  /** {@code application/x-amz-cbor-1.1}. */
  CBOR("application/x-amz-cbor-1.1", new CBORFactory());

  private static final int EPOCH_TAG = 1;

  private final String contentType;
  private final ObjectMapper mapper;

  JsonWire(String contentType, JsonFactory factory) {
    this.contentType = contentType;
    this.mapper = new ObjectMapper(factory);
  }

  /** The form of a request, which is that of its answer too. */
  static JsonWire of(WireRequest request) {
    String type = request.header("Content-Type");
    return type != null && type.startsWith(CBOR.contentType) ? CBOR : JSON;
  }

  String contentType() {
    return contentType;
  }

  JsonNode read(byte[] body) {
    try {
      JsonNode node = mapper.readTree(body);
      if (node == null || !node.isObject()) {
        throw ServiceException.badRequest("SerializationException", "an object is expected");
      }
      return node;
    } catch (IOException e) {
      throw ServiceException.badRequest("SerializationException", e.getMessage());
    }
  }

  Instant timestamp(JsonNode node) {
    BigDecimal value = node.decimalValue();
    return Instant.ofEpochMilli(
        (this == CBOR ? value : value.movePointRight(3)).toBigInteger().longValue());
  }

  /**
   * Writes maps, iterables, strings, numbers, booleans, byte arrays and instants; entries with a
   * null value are left out.
   */
  byte[] write(Map<String, ?> value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator generator = mapper.getFactory().createGenerator(out)) {
      write(generator, value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private void write(JsonGenerator generator, Object value) throws IOException {
    if (value instanceof Map) {
      generator.writeStartObject();
      for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
        if (entry.getValue() != null) {
          generator.writeFieldName((String) entry.getKey());
          write(generator, entry.getValue());
        }
      }
      generator.writeEndObject();
    } else if (value instanceof Iterable) {
      generator.writeStartArray();
      for (Object element : (Iterable<?>) value) {
        write(generator, element);
      }
      generator.writeEndArray();
    } else if (value instanceof byte[]) {
      generator.writeBinary((byte[]) value);
    } else if (value instanceof Instant) {
      long millis = ((Instant) value).toEpochMilli();
      if (this == CBOR) {
        ((CBORGenerator) generator).writeTag(EPOCH_TAG);
        generator.writeNumber(millis);
      } else {
        generator.writeNumber(BigDecimal.valueOf(millis, 3));
      }
    } else if (value instanceof String) {
      generator.writeString((String) value);
    } else if (value instanceof Integer) {
      generator.writeNumber((Integer) value);
    } else if (value instanceof Long) {
      generator.writeNumber((Long) value);
    } else if (value instanceof Boolean) {
      generator.writeBoolean((Boolean) value);
    } else {
      throw new IllegalArgumentException("cannot write a " + value.getClass());
    }
  }
}
