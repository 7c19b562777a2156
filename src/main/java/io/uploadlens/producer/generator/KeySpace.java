package io.uploadlens.producer.generator;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The keys of one bucket: directories by Zipf's law, plain and odd names, recently used keys. */
final class KeySpace {

  /** Some need care in a URL, in JSON, in a file name or in a comparison of strings. */
  private static final String[] DIRECTORIES = {
    "logs",
    "images",
    "video",
    "exports",
    "raw data",
    "events",
    "a+b",
    "thumbs",
    "año",
    "100%",
    "写真",
    "audit",
    "%2F",
    "\uFF5Ewave",
    "😀",
    "tmp=1&x"
  };

  private static final String[] ODD_NAMES = {
    "red flower %d.jpg",
    "a+b %d.txt",
    "100%% %d.csv",
    "%%2B%%20%d",
    "ünïcödé-%d.png",
    "写真 %d.jpg",
    "😀%d.gif",
    "q?x=%d&y=#1;z",
    "it's \"quoted\" %d",
    "back\\slash-%d",
    "tab\t%d",
    "folder %d/",
    "/empty-directory-%d",
    "*~!()@$,:=%d"
  };

  private static final int REMEMBERED = 512;

  private final WeightedChoice<String> directories;
  private final double oddShare;
  private final List<String> recent = new ArrayList<>();
  private int oldest;

  KeySpace(GeneratorSettings.Values settings) {
    List<String> ranked = new ArrayList<>();
    for (int sub = 0; sub < settings.subPrefixes; sub++) {
      for (int top = 0; top < settings.topPrefixes; top++) {
        ranked.add(name(top) + "/" + name(top + sub) + "/");
      }
    }
    this.directories = WeightedChoice.zipf(ranked, settings.prefixSkew);
    this.oddShare = settings.oddKeyShare;
  }

  private static String name(int number) {
    int round = number / DIRECTORIES.length;
    return DIRECTORIES[number % DIRECTORIES.length] + (round == 0 ? "" : "-" + round);
  }

  /** A key that was not used before; the ordinal makes it so. */
  String fresh(long ordinal, Random random) {
    String directory = directories.pick(random);
    double depth = random.nextDouble();
    if (depth < 0.03) {
      directory = "";
    } else if (depth < 0.10) {
      directory = directory.substring(0, directory.indexOf('/') + 1);
    } else if (depth < 0.18) {
      directory = directory + "deep/er/";
    }
    String key = directory + fileName(ordinal, random);
    if (recent.size() < REMEMBERED) {
      recent.add(key);
    } else {
      recent.set(oldest, key);
      oldest = (oldest + 1) % REMEMBERED;
    }
    return key;
  }

  /** A key that was created not long ago; a fresh one where there is none yet. */
  String used(long ordinal, Random random) {
    return recent.isEmpty() ? fresh(ordinal, random) : recent.get(random.nextInt(recent.size()));
  }

  private String fileName(long ordinal, Random random) {
    if (random.nextDouble() < oddShare) {
      return String.format(ODD_NAMES[random.nextInt(ODD_NAMES.length)], ordinal);
    }
    return "part-" + ordinal + ".parquet";
  }
}
