package org.higher.processor.codegen;

import com.palantir.javapoet.JavaFile;
import java.io.IOException;
import java.io.Writer;
import javax.annotation.processing.Filer;
import javax.lang.model.element.TypeElement;
import org.higher.processor.codegen.format.JavaFormatter;

/** Writes a generated file. */
public final class GeneratedFile {
    private GeneratedFile() {}

    /** Writes a file that was made from a type. */
    public static void write(JavaFile file, Filer filer, TypeElement origin) throws IOException {
        String name = file.typeSpec().name();
        String qualified = file.packageName().isEmpty() ? name : file.packageName() + "." + name;
        String text = JavaFormatter.format(file.toString());
        try (Writer out = filer.createSourceFile(qualified, origin).openWriter()) {
            out.write(text);
        }
    }
}
