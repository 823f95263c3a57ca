<#
Les commandes du Makefile, pour Windows (PowerShell 5.1 ou 7). Il ne faut que Python 3.11, 3.12 ou 3.13.
    powershell -ExecutionPolicy Bypass -File make.ps1 demo
    powershell -ExecutionPolicy Bypass -File make.ps1 test
#>
param(
    [ValidateSet('help', 'demo', 'start', 'test', 'short-proofs', 'lint', 'format', 'types', 'install', 'bench', 'clean')]
    [string]$Target = 'help',
    [switch]$NoStart,
    [int]$Port = 8501,
    [int]$Jobs = 3,
    [string]$Tests,
    [string]$Reports,
    [string]$Python
)
$ErrorActionPreference = 'Stop'
Set-Location -LiteralPath $PSScriptRoot
$env:PYTHONUTF8 = '1'

$Venv = Join-Path $PSScriptRoot '.venv'
$Bin = Join-Path $Venv 'Scripts'
# The mark of a finished installation: nothing is installed again as long as it is newer than the two files it rests on.
$Installed = Join-Path $Venv '.installed'
$CheckPython = 'import sys; v = sys.version_info[:2]; sys.exit(not (3, 11) <= v < (3, 14))'

# Runs a program and stops the script where it fails: PowerShell alone would go on.
function Invoke-Tool([string]$Program, [string[]]$Arguments) {
    & $Program @Arguments
    if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
}

# The first Python of a supported version among: the one asked for, the launcher's, the one on the PATH.
function Find-Python {
    $candidates = @(@('py', '-3.13'), @('py', '-3.12'), @('py', '-3.11'), @('python', '-I'), @('python3', '-I'))
    if ($Python) { $candidates = @(, @($Python, '-I')) }
    foreach ($candidate in $candidates) {
        if (-not (Get-Command $candidate[0] -ErrorAction SilentlyContinue)) { continue }
        try { & $candidate[0] $candidate[1] -c $CheckPython 2>$null } catch { continue }
        if ($LASTEXITCODE -eq 0) { return $candidate }
    }
    Write-Host "Il faut Python 3.11, 3.12 ou 3.13, et aucun n'a été trouvé. Indiquez-le, par exemple : -Python C:\Python312\python.exe"
    exit 1
}

function Install-Project {
    if (Test-Path $Installed) {
        $mark = (Get-Item $Installed).LastWriteTimeUtc
        $newer = Get-Item 'pyproject.toml', 'requirements.lock', 'requirements-uv.lock' | Where-Object { $_.LastWriteTimeUtc -gt $mark }
        if (-not $newer) { return }
    }
    $venvPython = Join-Path $Bin 'python.exe'
    if (-not (Test-Path $venvPython)) {
        $command = Find-Python
        Invoke-Tool $command[0] @($command[1], '-m', 'venv', $Venv)
    }
    Write-Host 'Installation dans .venv…'
    # Every file that is downloaded, build tools included, is refused unless its SHA-256 is in the lock.
    & $venvPython -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.lock
    if ($LASTEXITCODE -eq 0) {
        & $venvPython -m uv pip install --quiet --system-certs --python $venvPython --constraint requirements.lock --build-constraint requirements.lock --compile-bytecode -e '.[dev]'
    }
    if ($LASTEXITCODE -ne 0) {
        Write-Host "uv n'a pas pu tout installer : pip prend le relais, plus lentement."
        Invoke-Tool $venvPython @('-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--require-hashes', '-r', 'requirements.lock')
        Invoke-Tool $venvPython @('-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', '--no-build-isolation', '-e', '.')
    }
    Set-Content -LiteralPath $Installed -Value ''
}

# A program of the environment; installs it first where needed.
function Invoke-Installed([string]$Program, [string[]]$Arguments) {
    Install-Project
    Invoke-Tool (Join-Path $Bin "$Program.exe") $Arguments
}

function Invoke-Demo {
    # Invented figures never share a folder with received ones (data/).
    $before = $env:PILOTAGE_DATA
    $env:PILOTAGE_DATA = 'data-demo'
    try {
        Invoke-Installed 'pilotage' @('demo')
        if (-not $NoStart) { Invoke-Installed 'pilotage' @('start', '--port', "$Port") }
    } finally {
        $env:PILOTAGE_DATA = $before
    }
}

function Invoke-Lint {
    Invoke-Installed 'ruff' @('check', '.')
    Invoke-Installed 'ruff' @('format', '--check', '.')
}

function Invoke-Pytest([string[]]$Which) {
    Invoke-Installed 'python' (@('-m', 'pytest', '-n', "$Jobs", '--dist', 'loadfile', '--no-loadscope-reorder') + $Which)
}

function Invoke-Test {
    Invoke-Lint
    Invoke-Installed 'pyright' @()
    $which = @('--without-proofs')
    if ($Tests) { $which += $Tests }
    Invoke-Pytest $which
}

function Invoke-Bench {
    $arguments = @('bench/bench.py')
    if ($Reports) { $arguments += $Reports }
    Invoke-Installed 'python' $arguments
}

function Clear-Project {
    $generated = '.venv', 'build', 'dist', 'data-demo', '.pytest_cache', '.ruff_cache', '.hypothesis'
    $generated | Where-Object { Test-Path $_ } | ForEach-Object { Remove-Item -Recurse -Force -LiteralPath $_ }
}

function Show-Help {
    Write-Host @'
  demo          Construit les données de démonstration et ouvre le tableau de bord (-NoStart : sans l'ouvrir)
  start         Ouvre le tableau de bord sur les données reçues (dossier data\, ou PILOTAGE_DATA)
  test          Vérifie style, types et tests, preuves et navigateur à part (-Tests fichier : ce fichier, tout compris)
  short-proofs  Joue en court ce que « test » laisse à part : preuves, navigateur, LibreOffice
  lint          Vérifie le style du code
  format        Met le code en forme
  types         Vérifie les types
  bench         Mesure la lecture et le calcul (-Reports dossier : sur d'autres comptes rendus)
  install       Crée .venv et y installe le projet
  clean         Efface l'environnement, les caches et la démonstration ; jamais data\
'@
}

switch ($Target) {
    'help' { Show-Help }
    'demo' { Invoke-Demo }
    'start' { Invoke-Installed 'pilotage' @('start', '--port', "$Port") }
    'test' { Invoke-Test }
    'short-proofs' { Invoke-Pytest @('-m', 'proof or browser or office') }
    'lint' { Invoke-Lint }
    'format' {
        Invoke-Installed 'ruff' @('check', '--fix', '.')
        Invoke-Installed 'ruff' @('format', '.')
    }
    'types' { Invoke-Installed 'pyright' @() }
    'install' { Install-Project }
    'bench' { Invoke-Bench }
    'clean' { Clear-Project }
}
