package org.higher.processor.codegen;

import com.palantir.javapoet.JavaFile;
import java.io.IOException;
import java.io.Writer;
import javax.annotation.processing.Filer;
import javax.lang.model.element.TypeElement;
import org.higher.processor.codegen.format.JavaFormatter;

/**
 * A generated file.
 *
 * @param name the qualified name of its class
 * @param origin the class that it was made from
 */
public record GeneratedFile(String name, String text, TypeElement origin) {
    /** The formatted text of a file that was made from a class. */
    public static GeneratedFile of(JavaFile file, TypeElement origin) {
        String name = file.typeSpec().name();
        String qualified = file.packageName().isEmpty() ? name : file.packageName() + "." + name;
        return new GeneratedFile(qualified, JavaFormatter.format(file.toString()), origin);
    }

    /** Hands the file to the compiler. */
    public void write(Filer filer) throws IOException {
        try (Writer out = filer.createSourceFile(name, origin).openWriter()) {
            out.write(text);
        }
    }
}
