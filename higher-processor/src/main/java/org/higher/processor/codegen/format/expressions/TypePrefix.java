package org.higher.processor.codegen.format.expressions;

import java.util.List;

/** Tells from their case which of the names in a chain are those of a class. */
final class TypePrefix {
    private enum Case {
        CONSTANT,
        LOWER,
        CLASS,
        MIXED
    }

    private TypePrefix() {}

    /**
     * The last of the names that are a class or a static member of it, such as {@code
     * org.higher.Type.member}; -1 if the chain does not begin with a class.
     */
    static int end(List<String> names) {
        int i = 0;
        while (i < names.size() && caseOf(names.get(i)) == Case.LOWER) {
            i++;
        }
        while (i < names.size() && caseOf(names.get(i)) == Case.CONSTANT) {
            i++;
        }
        int type = i;
        while (i < names.size() && caseOf(names.get(i)) == Case.CLASS) {
            i++;
        }
        return type == i ? -1 : Math.min(i, names.size() - 1);
    }

    private static Case caseOf(String name) {
        List<Integer> letters = name.codePoints().filter(Character::isAlphabetic).boxed().toList();
        boolean upper = letters.stream().anyMatch(Character::isUpperCase);
        boolean lower = letters.stream().anyMatch(Character::isLowerCase);
        if (!letters.isEmpty() && Character.isUpperCase(letters.get(0))) {
            return lower || name.length() == 1 ? Case.CLASS : Case.CONSTANT;
        }
        return upper ? Case.MIXED : Case.LOWER;
    }
}
