package io.kobox.shell.lab;

import java.util.List;

/**
 * The words after {@code kobox lab check}.
 *
 * @param json whether a program reads the result
 * @param step the only step; 0: all
 * @param seed of all machines; -1: as the steps say
 * @param folder one word or none
 */
record CheckOptions(boolean json, int step, long seed, List<String> folder) {
  static CheckOptions parse(List<String> words) throws LabException {
    boolean json = false;
    int step = 0;
    long seed = -1;
    List<String> folder = List.of();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      switch (word) {
        case "--json" -> json = true;
        case "--step" -> step = number(word, next(words, ++i));
        case "--seed" -> seed = number(word, next(words, ++i));
        default -> folder = one(folder, word);
      }
    }
    return new CheckOptions(json, step, seed, folder);
  }

  private static String next(List<String> words, int i) throws LabException {
    if (i == words.size()) {
      throw new LabException(words.getLast() + ": its value is missing");
    }
    return words.get(i);
  }

  private static List<String> one(List<String> folder, String word) throws LabException {
    if (word.startsWith("-") || !folder.isEmpty()) {
      throw new LabException("check: what is '" + word + "'? 'kobox lab --help' helps");
    }
    return List.of(word);
  }

  /** A number that is not negative. */
  static int number(String name, String text) throws LabException {
    try {
      return Integer.parseUnsignedInt(text);
    } catch (NumberFormatException e) {
      throw new LabException(name + ": '" + text + "' is no number");
    }
  }
}
