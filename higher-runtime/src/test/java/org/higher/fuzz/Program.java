package org.higher.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** A class that is being made up: its parts, and names that are free. */
final class Program {
    /** Names that generated code, the library, or another part of the program may use, too. */
    private static final String[] WORDS = {
        "first",
        "second",
        "layer",
        "scale",
        "gain",
        "model",
        "params",
        "value",
        "binder",
        "list",
        "acc",
        "size",
        "name",
        "rule",
        "hyper",
        "mapper",
        "rate",
        "step",
        "result",
        "input",
        "forward",
        "twin",
        "original",
        "net",
        "weights",
        "bias",
        "org",
        "key"
    };

    final RandomGenerator random;
    final List<String> fields = new ArrayList<>();
    final List<String> making = new ArrayList<>();
    final List<String> body = new ArrayList<>();
    final List<String> members = new ArrayList<>();
    private final List<String> taken = new ArrayList<>();

    Program(RandomGenerator random) {
        this.random = random;
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    String pick(String... choices) {
        return choices[below(choices.length)];
    }

    /** A new name for a field, method, type or local variable. */
    String fresh() {
        String word = WORDS[below(WORDS.length)];
        String name = word;
        for (int i = 2; taken.contains(name); i++) {
            name = word + i;
        }
        taken.add(name);
        return name;
    }

    /** A new name of a method. */
    String freshMethod() {
        return fresh() + pick("Of", "It", "X");
    }

    /** A new name of a type. */
    String freshType() {
        String name = fresh();
        return Character.toUpperCase(name.charAt(0)) + name.substring(1) + "X";
    }

    void field(String text) {
        fields.add(text);
    }

    void making(String text) {
        making.add(text);
    }

    void body(String text) {
        body.add(text);
    }

    void member(String text) {
        members.add(text);
    }

    /** A field, and code of the body that uses it. */
    void fieldAndUse(String field, String use) {
        field(field);
        body(use);
    }

    static String indented(List<String> parts) {
        StringBuilder text = new StringBuilder();
        parts.forEach(
                part -> part.lines().forEach(l -> text.append("    ").append(l).append('\n')));
        return text.toString();
    }
}
