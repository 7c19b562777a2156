package io.uploadlens.localaws;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.StringTokenizer;

/** Which S3 operation a path-style request is, on which bucket and key. */
final class S3Operation {

  /** Bucket settings and whatever else is not told apart. */
  static final String OTHER = "Other";

  private final String name;
  private final String bucket;
  private final String key;
  private final Map<String, String> query;

  private S3Operation(String name, String bucket, String key, Map<String, String> query) {
    this.name = name;
    this.bucket = bucket;
    this.key = key;
    this.query = query;
  }

  static S3Operation of(WireRequest request) {
    String path = request.path().substring(1);
    int slash = path.indexOf('/');
    String bucket = slash < 0 ? path : path.substring(0, slash);
    String key = slash < 0 ? "" : decode(path.substring(slash + 1));
    Map<String, String> query = new HashMap<>();
    StringTokenizer pairs = new StringTokenizer(request.query(), "&");
    while (pairs.hasMoreTokens()) {
      String pair = pairs.nextToken();
      int equals = pair.indexOf('=');
      query.put(
          equals < 0 ? pair : pair.substring(0, equals),
          equals < 0 ? "" : decode(pair.substring(equals + 1)));
    }
    String name;
    if (bucket.isEmpty()) {
      name = "ListBuckets";
    } else if (key.isEmpty()) {
      name = onBucket(request.method(), query);
    } else {
      name = onObject(request, query);
    }
    return new S3Operation(name, bucket, key, query);
  }

  String name() {
    return name;
  }

  /** The bucket, or the empty string. */
  String bucket() {
    return bucket;
  }

  /** The key, decoded, or the empty string. */
  String key() {
    return key;
  }

  Map<String, String> query() {
    return query;
  }

  private static String onBucket(String method, Map<String, String> query) {
    boolean plain = query.keySet().stream().allMatch("x-id"::equals);
    switch (method) {
      case "PUT":
        return plain ? "CreateBucket" : OTHER;
      case "DELETE":
        return plain ? "DeleteBucket" : OTHER;
      case "HEAD":
        return "HeadBucket";
      case "POST":
        return query.containsKey("delete") ? "DeleteObjects" : OTHER;
      case "GET":
        if (query.containsKey("list-type")) {
          return "ListObjectsV2";
        }
        if (query.containsKey("uploads")) {
          return "ListMultipartUploads";
        }
        if (query.containsKey("versions")) {
          return "ListObjectVersions";
        }
        return plain
                || query.containsKey("prefix")
                || query.containsKey("marker")
                || query.containsKey("max-keys")
                || query.containsKey("delimiter")
            ? "ListObjects"
            : OTHER;
      default:
        return OTHER;
    }
  }

  private static String onObject(WireRequest request, Map<String, String> query) {
    boolean copies = request.header("x-amz-copy-source") != null;
    boolean settings =
        query.containsKey("tagging") || query.containsKey("acl") || query.containsKey("retention");
    if (settings) {
      return OTHER;
    }
    switch (request.method()) {
      case "PUT":
        if (query.containsKey("partNumber")) {
          return copies ? "UploadPartCopy" : "UploadPart";
        }
        return copies ? "CopyObject" : "PutObject";
      case "POST":
        if (query.containsKey("uploads")) {
          return "CreateMultipartUpload";
        }
        return query.containsKey("uploadId") ? "CompleteMultipartUpload" : OTHER;
      case "DELETE":
        return query.containsKey("uploadId") ? "AbortMultipartUpload" : "DeleteObject";
      case "HEAD":
        return "HeadObject";
      case "GET":
        return query.containsKey("uploadId") ? "ListParts" : "GetObject";
      default:
        return OTHER;
    }
  }

  private static String decode(String text) {
    // A plus in a path is a plus; in a query value the SDK writes %2B.
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
