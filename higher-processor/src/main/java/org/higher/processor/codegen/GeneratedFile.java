package org.higher.processor.codegen;

import com.palantir.javapoet.JavaFile;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.function.Consumer;
import javax.annotation.processing.Filer;
import javax.lang.model.element.TypeElement;
import org.higher.processor.codegen.format.JavaFormatter;
import org.higher.processor.text.LineMarks;

/**
 * A generated file.
 *
 * @param name the qualified name of its class
 * @param origin the class that it was made from
 */
public record GeneratedFile(String name, String text, TypeElement origin) {
    /**
     * The formatted text of a file that was made from a class.
     *
     * @param unformatted is told of each text that stayed as it was written, with the reason
     */
    public static GeneratedFile of(
            JavaFile file, TypeElement origin, Consumer<String> unformatted) {
        String name = file.typeSpec().name();
        String qualified = file.packageName().isEmpty() ? name : file.packageName() + "." + name;
        LineMarks.Unmarked unmarked = LineMarks.takeOut(file.toString());
        JavaFormatter.Formatted formatted = JavaFormatter.format(unmarked.text());
        formatted.unformatted().forEach(unformatted);
        CopiedType.Unwrapped unwrapped = CopiedType.unwrapped(formatted.text());
        List<CopiedLines.Line> lines =
                CopiedLines.of(formatted, unmarked.marks()).stream()
                        .map(l -> l.movedTo(unwrapped.line(l.generated())))
                        .toList();
        return new GeneratedFile(qualified, LineTable.write(unwrapped.text(), lines), origin);
    }

    /** Hands the file to the compiler. */
    public void write(Filer filer) throws IOException {
        try (Writer out = filer.createSourceFile(name, origin).openWriter()) {
            out.write(text);
        }
    }
}
