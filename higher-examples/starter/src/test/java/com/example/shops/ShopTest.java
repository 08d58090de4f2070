package com.example.shops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShopTest {
    @Test
    void aFileWithoutDaysIsNoForecast(@TempDir Path folder) throws Exception {
        Path empty = Files.createFile(folder.resolve("shops.csv"));
        String message = empty + ": no days; there is a line for each below the names of the columns";
        assertEquals(message, fails(empty));
        Files.writeString(empty, "shop,date,price,temperature,promotion,sales\n");
        assertEquals(message, fails(empty));
    }

    private static String fails(Path csv) {
        return assertThrows(IllegalArgumentException.class, () -> Shop.read(csv)).getMessage();
    }
}
