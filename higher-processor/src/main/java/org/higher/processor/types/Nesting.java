package org.higher.processor.types;

import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;

/** Where a class is declared. */
public final class Nesting {
    private Nesting() {}

    /** Whether an object of a member class has one of the class around it. */
    public static boolean isInner(TypeElement type) {
        return type.getKind() == ElementKind.CLASS
                && type.getEnclosingElement().getKind().isClass()
                && !type.getModifiers().contains(Modifier.STATIC);
    }

    /** Whether a class is declared in the body of a method, itself or one around it. */
    public static boolean isInBody(Element type) {
        for (Element e = type; e.getKind() != ElementKind.PACKAGE; e = e.getEnclosingElement()) {
            if (!e.getKind().isClass() && !e.getKind().isInterface()) {
                return true;
            }
        }
        return false;
    }
}
