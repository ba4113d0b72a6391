from noroshi.entrypoints.cli import main

main()
