package org.higher.processor.stage;

import com.palantir.javapoet.JavaFile;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.annotation.processing.Filer;
import javax.lang.model.element.TypeElement;

/** Writes a generated file, laid out as one would by hand where JavaPoet does not. */
public final class GeneratedFile {
    private static final int WIDTH = 100;

    /** A field or a record's end, never a line of a method body, which is indented deeper. */
    private static final Pattern FIELD =
            Pattern.compile(
                    "( {4}| {8})(private |protected |public )?(static )?(final )?[\\w.].*;");

    private static final Pattern SHORT_JAVADOC =
            Pattern.compile("(?m)^( *)/\\*\\*\\n *\\* (\\S.*)\\n *\\*/$");

    private GeneratedFile() {}

    /** Writes a file that was made from a type. */
    public static void write(JavaFile file, Filer filer, TypeElement origin) throws IOException {
        String name = file.typeSpec().name();
        String qualified = file.packageName().isEmpty() ? name : file.packageName() + "." + name;
        try (Writer out = filer.createSourceFile(qualified, origin).openWriter()) {
            out.write(layout(file.toString()));
        }
    }

    /** Joins blocks of fields and puts short Javadoc on one line. */
    static String layout(String text) {
        List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
        for (int i = lines.size() - 2; i > 0; i--) {
            if (lines.get(i).isEmpty() && isField(lines.get(i - 1)) && isField(lines.get(i + 1))) {
                lines.remove(i);
            }
        }
        Matcher javadoc = SHORT_JAVADOC.matcher(String.join("\n", lines));
        return javadoc.replaceAll(
                found -> {
                    String line = found.group(1) + "/** " + found.group(2) + " */";
                    return Matcher.quoteReplacement(line.length() <= WIDTH ? line : found.group());
                });
    }

    private static boolean isField(String line) {
        return FIELD.matcher(line).matches()
                && !line.contains("(params")
                && !line.contains(" abstract ");
    }
}
