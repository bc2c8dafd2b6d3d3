package io.tollgate.server.geo;

import io.tollgate.guard.address.Cidr;
import io.tollgate.guard.address.ClientAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A few networks and their countries, as somebody writes them for his own: the first that contains an address counts.
final class CountryTable implements Countries {

    private record Entry(Cidr network, String country) {

        private static Entry parse(String line) {
            String[] cells = line.split(",", -1);
            if (cells.length != 2 || !cells[1].strip().matches("[A-Z]{2}")) {
                throw new IllegalArgumentException("must be network,COUNTRY and is: " + line);
            }
            return new Entry(Cidr.parse(cells[0].strip()), cells[1].strip());
        }
    }

    private final List<Entry> entries;

    private CountryTable(List<Entry> entries) {
        this.entries = entries;
    }

    static CountryTable read(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return new CountryTable(lines.map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .map(Entry::parse)
                    .toList());
        } catch (IOException e) {
            throw new IllegalArgumentException("the table of countries " + file + " cannot be read", e);
        }
    }

    @Override
    public Optional<String> of(ClientAddress address) {
        return entries.stream()
                .filter(entry -> entry.network().contains(address))
                .map(Entry::country)
                .findFirst();
    }
}
